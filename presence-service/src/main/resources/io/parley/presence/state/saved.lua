-- The database has these; one that rose meanwhile stays to be saved again.
--
-- ARGV[2…] two a user: user, lastSeen (ms) as it was saved
--
-- reply    {'done'}

for i = 2, #ARGV, 2 do
  local waiting = redis.call('ZSCORE', ROOT .. 'unsaved', ARGV[i])
  if waiting and tonumber(waiting) <= tonumber(ARGV[i + 1]) then
    redis.call('ZREM', ROOT .. 'unsaved', ARGV[i])
  end
end
return { 'done' }
