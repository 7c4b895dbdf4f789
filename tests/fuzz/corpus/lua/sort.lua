local t = {5, 2, 8, 1, 9, 3}
table.sort(t)
print(table.concat(t, ' '))
table.sort(t, function(a, b) return a > b end)
print(table.concat(t, ' '))
print(pcall(table.sort, {1, 'x', {}}))
table.sort(t, function() return true end)
