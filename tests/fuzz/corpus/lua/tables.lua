local t = {1, 2, 3}
table.insert(t, 2, 'x')
table.remove(t, 1)
print(table.concat(t, ','), table.unpack(t), #table.pack(1, nil, 3), table.concat(table.move(t, 1, 3, 2), ','))
print(pcall(table.insert, t, 100, 1), pcall(table.unpack, {}, 1, 1 << 40))
