print(string.format('%5.2f|%-10s|%+d|%x|%q|%s', 1 / 3, 'ab', 3, 255, 'a\nb\0', {}))
print(pcall(string.format, '%p', {}), pcall(string.format, '%99999d', 1), pcall(string.format, '%'))
