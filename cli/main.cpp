#include "cli/app.h"

int main(int argc, char** argv) {
    return brokerscope::cli::run_program(argc, argv);
}
