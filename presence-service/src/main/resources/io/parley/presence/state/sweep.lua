-- Lets everyone fall back whose time has come, a hundred at most, and notices that Redis was away.
--
-- ARGV[2]  '1': the replica that asks could not reach Redis for a while
-- ARGV[3]  how long after Redis came back nobody falls back (ms): nodes are still returning
--
-- reply    {number of users handled}
--
-- A deadline counts only once every node's feed has been applied up to it, so whoever came back in time, on whichever
-- node, was seen before. A node that is being listed therefore holds everyone's fall back up.

local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') or ''
local key = ROOT .. 'clock'
local state = pairsOf(redis.call('HGETALL', key))
local swept = tonumber(state.swept or '0')
redis.call('HSET', key, 'swept', text(NOW))
if NOW - swept > STANDSTILL_MS then
  redis.call('HSET', key, 'watched', text(NOW))
end
if not state.born then
  redis.call('HSET', key, 'born', text(NOW), 'since', text(NOW), 'run', run)
  return { 0 }
elseif state.run ~= run or ARGV[2] == '1' then
  redis.call('HSET', key, 'since', text(NOW), 'run', run)
  return { 0 }
elseif NOW - tonumber(state.since) < tonumber(ARGV[3]) then
  return { 0 }
end

local horizon = redis.call('ZRANGE', ROOT .. 'horizon', 0, 0, 'WITHSCORES')
local applied = math.min(NOW, tonumber(horizon[2] or text(NOW)))
local users = redis.call('ZRANGEBYSCORE', ROOT .. 'due', '-inf', text(applied), 'LIMIT', 0, 100)
for _, user in ipairs(users) do
  redis.call('ZREM', ROOT .. 'due', user)
  local record = load(user)
  local real = stateOf(record, {})
  if real ~= (record.state or 'offline') then
    show(user, record, real, real == 'offline' and tonumber(record.left) or NOW)
  end
end
return { #users }
