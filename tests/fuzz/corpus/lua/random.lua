for i = 1, 10 do print(math.random(6), math.random(), math.random(-3, 3), math.random(0)) end
