print(utf8.char(233, 8364), utf8.len('não'), utf8.codepoint('ã', 1, -1))
for p, c in utf8.codes('aé€') do print(p, c) end
print(utf8.len('\xff'), pcall(utf8.codepoint, 'a', 5), utf8.offset('aé€', 3))
