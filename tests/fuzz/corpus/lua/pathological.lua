print(pcall(string.find, ('a'):rep(400), '.-.-.-.-.-b'))
