-- Ends what was begun with a node: its list is complete, all of its sessions are dropped, or it is to be forgotten.
--
-- ARGV[2]  incarnation
-- ARGV[3]  fence of the reader
-- ARGV[4]  'live', 'dead' or 'gone' (done only when it has no session left)
-- ARGV[5]  live: number of the last entry that the list contains
-- ARGV[6]  live: position (stream id) to read on from; the list contains everything before
-- ARGV[7]  live: everything written until this time (ms) is applied
--
-- reply    {'done'}; {'busy'} (sessions are left: it is not forgotten); {'lost'}

local incarnation = ARGV[2]
local node = ROOT .. 'node:' .. incarnation
if redis.call('HGET', node, 'fence') ~= ARGV[3] then
  return { 'lost' }
end
if ARGV[4] == 'gone' and redis.call('EXISTS', ROOT .. 'sessions:' .. incarnation) == 1 then
  return { 'busy' }
end
redis.call('SREM', ROOT .. 'unsure', incarnation)
if ARGV[4] == 'live' then
  redis.call('HSET', node, 'status', 'live', 'n', ARGV[5], 'position', ARGV[6])
  redis.call('ZADD', ROOT .. 'horizon', ARGV[7], incarnation)
  return { 'done' }
end
redis.call('ZREM', ROOT .. 'horizon', incarnation)
if ARGV[4] == 'dead' then
  redis.call('HSET', node, 'status', 'dead')
else
  redis.call('DEL', node)
  redis.call('SREM', ROOT .. 'nodes', incarnation)
end
return { 'done' }
