local f = coroutine.wrap(function(a) for i = 1, 3 do a = coroutine.yield(a + i) end error('end') end)
print(f(1), f(2), f(3), pcall(f, 4))
local c = coroutine.create(print)
print(coroutine.status(c), coroutine.close(c), coroutine.resume(c))
