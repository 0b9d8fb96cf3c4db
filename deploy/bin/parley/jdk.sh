# shellcheck shell=bash disable=SC2034
# Finds a JDK 25 or newer. Sets JAVA, its launcher, and JDK, its home.

readonly JDK_AT_LEAST=25

find_jdk() {
  local home
  for home in "${JAVA_HOME:-}" "${JDK_25:-}" "${JAVA_HOME_25_X64:-}" "$(home_of_java_on_path)" \
    /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/java/* /opt/*jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* \
    "$HOME"/.asdf/installs/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if is_jdk "$home"; then
      JDK=$home
      JAVA=$home/bin/java
      return
    fi
  done
  die "no JDK $JDK_AT_LEAST found (install one, such as Temurin $JDK_AT_LEAST, or point JAVA_HOME to it)"
}

# Reads the version from the file every JDK has, because asking each java takes too long
is_jdk() {
  [ -n "$1" ] && [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  local version
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  [ -n "$version" ] && [ "$version" -ge "$JDK_AT_LEAST" ]
}

home_of_java_on_path() {
  local java
  java=$(command -v java 2>/dev/null) || return 0
  if [ -x /usr/libexec/java_home ]; then
    /usr/libexec/java_home -v "$JDK_AT_LEAST+" 2>/dev/null || return 0
  else
    java=$(readlink -f "$java" 2>/dev/null) || return 0
    printf '%s' "${java%/bin/java}"
  fi
}
