print(pcall(error), pcall(error, nil), pcall(error, {}), pcall(error, 'x', 2))
print(select('#', pcall(error)), xpcall(error, function(e) return e .. '!' end, 'x'))
error(setmetatable({}, {__tostring = function() return 'mine' end}))
