local i = 1
::top::
if i < 10 then i = i + 1 goto top end
while true do goto out end
::out::
print(i)
