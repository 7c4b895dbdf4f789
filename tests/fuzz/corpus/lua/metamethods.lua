local mt = {}
for _, e in ipairs{'add', 'sub', 'mul', 'div', 'mod', 'unm', 'idiv', 'band', 'bor', 'bxor', 'shl', 'shr', 'bnot', 'concat', 'len', 'eq', 'lt', 'le', 'call'} do
  mt['__' .. e] = function(...) return e .. select('#', ...) end
end
mt.__index = mt
local a, b = setmetatable({}, mt), setmetatable({}, mt)
print(a + b, a - 1, a * 1, a / 1, a % 1, -a, a // 1, a & 1, a | 1, a ~ 1, a << 1, a >> 1, ~a, a .. 'x', #a, a == b, a < b, a <= b, a(1))
