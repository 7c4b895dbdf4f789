// OpenGL 3.3 core through libOpenGL's own entry points: no function loader is needed. Included only
// by files that draw with GL themselves.
#pragma once

#ifndef GL_GLEXT_PROTOTYPES
#define GL_GLEXT_PROTOTYPES
#endif
#include <GL/glcorearb.h>
