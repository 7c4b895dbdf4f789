for i = 1, 3 do wait() print(i) end
pcall(function() wait() error('late') end)
result = {done = true}
