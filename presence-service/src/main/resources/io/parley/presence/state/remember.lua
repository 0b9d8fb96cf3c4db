-- Takes over what the database knows of users whose lastSeen is not known here. A newer one that came meanwhile stays.
--
-- ARGV[2…] two a user: user, lastSeen (ms, '' = never)
--
-- reply    {'done'}

for i = 2, #ARGV, 2 do
  local user = ARGV[i]
  local seen = ARGV[i + 1]
  local record = load(user)
  if not record.seen then
    redis.call('HSET', userKey(user), 'seen', seen)
    if VIEWS and seen ~= '' then
      redis.call('SET', VIEW .. 'user:' .. user .. ':lastSeen', iso(tonumber(seen)))
    end
  end
  if not record.state then
    redis.call('HSET', userKey(user), 'state', 'offline', 'since', seen, 'version', text(NOW))
    redis.call('PEXPIRE', userKey(user), KEEP_OFFLINE_MS)
  end
end
return { 'done' }
