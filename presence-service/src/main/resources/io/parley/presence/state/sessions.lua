-- Changes sessions of a node outside its feed: from its whole list while it is listing, away while it is dying.
--
-- ARGV[2]  incarnation
-- ARGV[3]  fence of the reader
-- ARGV[4]  how long the reader's lock holds from now (ms)
-- ARGV[5]  grace of users who lose a session (ms)
-- ARGV[6]  when it happened (ms, 0 = now)
-- ARGV[7…] three a session: session, user, state; user '' drops it
--
-- reply    {'done'} or {'lost'}

local node = ROOT .. 'node:' .. ARGV[2]
if redis.call('HGET', node, 'fence') ~= ARGV[3] then
  return { 'lost' }
end
redis.call('HSET', node, 'until', text(NOW + tonumber(ARGV[4])))
local deadline = NOW + tonumber(ARGV[5])
local at = tonumber(ARGV[6])
if at == 0 then
  at = NOW
end
for i = 7, #ARGV, 3 do
  if ARGV[i + 1] == '' then
    drop(ARGV[2], ARGV[i], deadline, at)
  else
    put(ARGV[2], ARGV[i], ARGV[i + 1], ARGV[i + 2], deadline, at)
  end
end
return { 'done' }
