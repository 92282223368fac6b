/** What any program needs of its user's environment; nothing here is a secret. */
const BASICS = [
  ...["PATH", "HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "SystemRoot", "ComSpec", "PATHEXT"],
  ...["TMPDIR", "TEMP", "TMP", "TZ", "LANG", "GOMAXPROCS", "GOMEMLIMIT", "GOGC"],
];
/** What a download needs besides: the way out, whom to trust there, and pip's own settings. */
const DOWNLOADS = [
  ...[
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
  ],
  ...["SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"],
  ...["XDG_CACHE_HOME", "XDG_CONFIG_HOME", "VIRTUAL_ENV", "PYENV_ROOT", "PYENV_VERSION"],
];

/**
 * The environment of a program that is not the user's own code: only the variables in a list, so that no key is passed
 * on by accident.
 */
export function minimalEnvironment(
  environment: NodeJS.ProcessEnv,
  purpose: "server" | "download",
): NodeJS.ProcessEnv {
  const isAllowed = (name: string): boolean =>
    BASICS.includes(name) ||
    name.startsWith("LC_") ||
    (purpose === "download" && (DOWNLOADS.includes(name) || name.startsWith("PIP_")));
  return Object.fromEntries(Object.entries(environment).filter(([name]) => isAllowed(name)));
}
