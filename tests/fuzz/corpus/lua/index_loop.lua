local m, t = {}, {}
setmetatable(t, m)
m.__index = t
print(t.x)
