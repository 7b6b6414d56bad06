from motcham.cli.main import main

main()
