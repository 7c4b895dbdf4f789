local function f(n) print(n) coroutine.wrap(f)(n + 1) end
f(1)
