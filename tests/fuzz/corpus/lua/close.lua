local x <close> = setmetatable({}, {__close = function(_, e) print(e) while true do end end})
error('first')
