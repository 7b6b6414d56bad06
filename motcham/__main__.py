from motcham.cli import main

main()
