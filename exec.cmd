@rem package.json says "exec node", so that a signal to npm reaches node and not the shell between them. cmd has no exec.
@%*
