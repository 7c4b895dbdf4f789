string.rep = nil pcall = nil tostring = 5 _G._G = nil
print(('x'):rep(3))
for k in pairs(string) do string[k] = nil end
local all = _G
print(('x'):upper())
