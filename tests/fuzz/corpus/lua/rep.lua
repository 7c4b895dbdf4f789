print(#('x'):rep(1000), pcall(string.rep, 'x', -1), ('ab'):rep(3, ','))
string.rep('x', 1 << 40)
