-- Makes a replica the one reader of a node's feed, or keeps it that; a node without a record gets one.
--
-- ARGV[2]  incarnation
-- ARGV[3]  replica that asks
-- ARGV[4]  how long the lock holds without another claim (ms); 0 gives it back
-- ARGV[5]  '1': begin a record when there is none, because the node is in the directory `presence:nodes` now
-- ARGV[6]  when this replica last found the record of a node not dead (ms, 0 = never): a record that vanished since is a
--          lost Redis and is made again; otherwise the node was forgotten on purpose
--
-- reply    {'mine', fence, status, n, position, beat, now} or {'other', status, now} or {'gone'}
--          The fence rises with every change of owner, also over a lost Redis; a script refuses an older one.

local node = ROOT .. 'node:' .. ARGV[2]
local known = redis.call('HMGET', node, 'owner', 'until', 'fence', 'status')
if redis.call('EXISTS', node) == 0 then
  local born = tonumber(redis.call('HGET', ROOT .. 'clock', 'born') or text(NOW))
  local seen = tonumber(ARGV[6])
  if ARGV[5] ~= '1' and (seen == 0 or born <= seen) then
    return { 'gone' }
  end
  redis.call('HSET', node, 'status', 'listing', 'n', '0', 'position', '0-0', 'beat', text(NOW))
  redis.call('SADD', ROOT .. 'nodes', ARGV[2])
  redis.call('SADD', ROOT .. 'unsure', ARGV[2])
  redis.call('ZADD', ROOT .. 'horizon', text(NOW), ARGV[2])
end
if known[1] ~= ARGV[3] then
  if tonumber(known[2] or '0') > NOW then
    return { 'other', known[4], text(NOW) }
  end
  redis.call('HSET', node, 'owner', ARGV[3],
    'fence', text(math.max(NOW, tonumber(known[3] or '0') + 1)))
end
redis.call('HSET', node, 'until', text(NOW + tonumber(ARGV[4])))
local now = redis.call('HMGET', node, 'fence', 'status', 'n', 'position', 'beat')
return { 'mine', now[1], now[2], now[3], now[4], now[5], text(NOW) }
