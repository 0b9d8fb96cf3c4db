-- A token bucket in one number: the time at which it will be full again.
local interval = tonumber(ARGV[1])
local burst = tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local full = tonumber(redis.call('GET', KEYS[1])) or now
if full < now then full = now end
local next = full + interval
local wait = next - burst * interval - now
if wait > 0 then return {math.ceil(wait), math.ceil(full - now)} end
redis.call('SET', KEYS[1], string.format('%.3f', next), 'PX', math.ceil(next - now))
return {0, math.ceil(next - now)}
