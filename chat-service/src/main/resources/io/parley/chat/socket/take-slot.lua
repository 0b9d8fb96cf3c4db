-- Takes a slot of a user for a session, or renews its lease, by the clock of Redis.
-- KEYS[1] sorted set of sessions by the end of their lease, ARGV[1] the session, ARGV[2] how many slots there are,
-- ARGV[3] the lease in ms. Answers 1 when the session has its slot, else 0.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if not redis.call('ZSCORE', KEYS[1], ARGV[1])
    and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
  return 0
end
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
