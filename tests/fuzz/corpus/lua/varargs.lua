local function f(...) return select('#', ...), ... end
print(f(), f(nil), f(1, nil, nil), (f(1, 2)))
local function g(...) return g(1, ...) end
g()
