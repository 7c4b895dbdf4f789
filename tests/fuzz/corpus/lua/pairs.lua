local t = {3, 1, 2, b = 1, a = 2, [-1] = 3, [100] = 4, [''] = 5}
for k, v in pairs(t) do print(k, v) t[k] = nil t.new = 1 end
print(next(t), next({}), pcall(next, {[true] = 1}))
