-- Applies entries of a node's feed in order of their numbers, each once; renews and judges the node's lease.
--
-- ARGV[2]  incarnation
-- ARGV[3]  fence of the reader
-- ARGV[4]  when the feed was read (ms): everything written until then is applied with this batch
-- ARGV[5]  grace after a close (ms)
-- ARGV[6]  lease of a node (ms)
-- ARGV[7]  time of the newest entry that was seen (ms, 0 = none)
-- ARGV[8]  position (stream id) behind the batch, '' = none was read
-- ARGV[9…] six an entry: time (ms), number, type, user, session, state of open and state or reason of close
--
-- reply    {status, now}: 'live'; 'listing' (a gap, or a dead node that speaks again: ask for the whole list);
--          'dying' (the lease ran out: drop its sessions); 'dead'; 'lost' (the fence is old: nothing was done)

local incarnation = ARGV[2]
local grace = tonumber(ARGV[5])
local node = ROOT .. 'node:' .. incarnation
local known = redis.call('HMGET', node, 'fence', 'status', 'n', 'beat')
if known[1] ~= ARGV[3] then
  return { 'lost', text(NOW) }
end
local status = known[2]
local n = tonumber(known[3])
local before = tonumber(known[4])
local beat = math.max(before, tonumber(ARGV[7]))

-- A lease runs only while somebody could have heard the node: not while Redis was away, stood still or had no reader.
local function watchedSince()
  local watch = redis.call('HMGET', ROOT .. 'clock', 'since', 'watched', 'swept')
  if not watch[3] or NOW - tonumber(watch[3]) > STANDSTILL_MS then
    return NOW
  end
  return math.max(tonumber(watch[1]), tonumber(watch[2]))
end

local function entry(at, kind, user, session, extra)
  if kind == 'open' or kind == 'state' then
    put(incarnation, session, user, extra, NOW + grace, at)
  elseif kind == 'close' then
    drop(incarnation, session, extra == 'logout' and NOW or NOW + grace, at)
  end
end

if status == 'live' then
  for i = 9, #ARGV, 6 do
    local number = tonumber(ARGV[i + 1])
    if number > n + 1 then
      status = 'listing'
      break
    elseif number == n + 1 then
      entry(tonumber(ARGV[i]), ARGV[i + 2], ARGV[i + 3], ARGV[i + 4], ARGV[i + 5])
      n = number
    end
  end
elseif status == 'dead' and beat > before then
  status = 'listing'
  redis.call('ZADD', ROOT .. 'horizon', text(NOW), incarnation)
end

if status == 'listing' then
  redis.call('SADD', ROOT .. 'unsure', incarnation)
end
if status == 'live' then
  redis.call('ZADD', ROOT .. 'horizon', 'GT', ARGV[4], incarnation)
  if ARGV[8] ~= '' then
    redis.call('HSET', node, 'position', ARGV[8])
  end
end
if (status == 'live' and #ARGV < 9) or status == 'listing' then
  local silent = tonumber(ARGV[4]) - math.max(beat, watchedSince())
  if silent > tonumber(ARGV[6]) then
    status = 'dying'
  end
end
redis.call('HSET', node, 'status', status, 'n', text(n), 'beat', text(beat))
return { status, text(NOW) }
