for k, v in ('a=1, b=2'):gmatch('(%w+)=(%w+)') do print(k, v) end
for x in ('abc'):gmatch('()') do print(x) end
