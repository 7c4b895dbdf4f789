for _, p in ipairs{'%b()', '%f[%w]%w+', '^(.-)%s*$', '[^%a]', '[]]', '(()a)', '%1', '[a', '%'} do
  print(pcall(string.find, 'THE (quick) fox', p))
end
