result = {a = {1, 2, {b = null}}, ['c d'] = 'text', e = true, f = 3.0, g = {}}
