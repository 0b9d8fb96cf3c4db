package io.parley.prove.churn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The TCP sockets of a process, by who opened them (proc(5)).
///
/// @param accepted of others, at a port where the process listens
/// @param opened by the process itself
record OpenSockets(long accepted, long opened) {

  private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
  private static final String LISTENING = "0A";
  private static final int LOCAL = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  /// A line of the kernel's table.
  private record Row(String port, String state, String inode) {

    static Row of(String line) {
      var words = line.strip().split("\\s+");
      var local = words[LOCAL];
      return new Row(local.substring(local.lastIndexOf(':') + 1), words[STATE], words[INODE]);
    }

    boolean isListening() {
      return state.equals(LISTENING);
    }
  }

  static OpenSockets of(long pid) throws IOException {
    var process = Path.of("/proc", Long.toString(pid));
    var inodes = inodes(process);
    var rows = new ArrayList<Row>();
    for (var table : List.of("net/tcp", "net/tcp6")) {
      Files.readAllLines(process.resolve(table)).stream()
          .skip(1)
          .map(Row::of)
          .filter(row -> inodes.contains(row.inode()))
          .forEach(rows::add);
    }
    var ports = new HashSet<String>();
    rows.stream().filter(Row::isListening).map(Row::port).forEach(ports::add);
    rows.removeIf(Row::isListening);
    long accepted = rows.stream().filter(row -> ports.contains(row.port())).count();
    return new OpenSockets(accepted, rows.size() - accepted);
  }

  private static Set<String> inodes(Path process) throws IOException {
    var inodes = new HashSet<String>();
    try (var open = Files.newDirectoryStream(process.resolve("fd"))) {
      for (var file : open) {
        var matcher = SOCKET.matcher(target(file));
        if (matcher.matches()) {
          inodes.add(matcher.group(1));
        }
      }
    }
    return inodes;
  }

  private static String target(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }
}
