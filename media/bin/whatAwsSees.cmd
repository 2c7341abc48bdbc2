@echo off
rem Runs the helper beside the extension on VS Code's own runtime: whatAwsSees.cmd <runtime> <shell>
setlocal
set ELECTRON_RUN_AS_NODE=1
set NODE_USE_ENV_PROXY=1
set NODE_OPTIONS=
"%~1" "%~dp0..\..\dist\whatAwsSees.cjs" "%~2"
exit /b %ERRORLEVEL%
