-- Notes in a user's index that events of a conversation wait.
-- KEYS[1] hash: conversation -> "first last at", ARGV[1] the conversation, ARGV[2] the first and ARGV[3] the last sequence,
-- ARGV[4] how many conversations there may be, ARGV[5] the life of the index in ms. Answers 1 when it is noted, else 0.
local known = redis.call('HGET', KEYS[1], ARGV[1])
local first, last = tonumber(ARGV[2]), tonumber(ARGV[3])
local at
if known then
  local a, b, c = string.match(known, '^(%d+) (%d+) (%d+)$')
  if a then
    first, last, at = math.min(first, tonumber(a)), math.max(last, tonumber(b)), c
  end
elseif redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) then
  return 0
end
if not at then
  local time = redis.call('TIME')
  at = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f %.0f %s', first, last, at))
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 1
