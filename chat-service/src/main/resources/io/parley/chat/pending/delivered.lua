-- Takes out of a user's index what the user's client marked as delivered.
-- KEYS[1] hash: conversation -> "first last at", ARGV[1] the conversation, ARGV[2] the sequence up to which it has all.
-- Answers how many conversations are left.
local known = redis.call('HGET', KEYS[1], ARGV[1])
if known then
  local first, last, at = string.match(known, '^(%d+) (%d+) (%d+)$')
  local upto = tonumber(ARGV[2])
  if not first or tonumber(last) <= upto then
    redis.call('HDEL', KEYS[1], ARGV[1])
  elseif tonumber(first) <= upto then
    redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f %s %s', upto + 1, last, at))
  end
end
return redis.call('HLEN', KEYS[1])
