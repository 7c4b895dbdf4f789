for i = math.maxinteger - 2, math.maxinteger do print(i) end
for i = 1, 3 do for j = 3, 1, -1 do print(i * j) end end
print(math.maxinteger + 1 == math.mininteger, math.ult(1, -1), math.tointeger(3.0), 1 // 0.0)
