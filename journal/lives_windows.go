package journal

// lives: nobody asks Windows; the next sign of life tells.
func lives(int) bool { return true }
