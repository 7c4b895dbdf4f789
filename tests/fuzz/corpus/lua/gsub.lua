print(('hello world'):gsub('o', '0'), ('abc'):gsub('%w', '%0%0'), ('abc'):gsub('', '-'))
print(('abc'):gsub('b', {b = 'B'}), ('abc'):gsub('(a)(b)', '%2%1'), pcall(string.gsub, 'a', 'a', '%2'))
