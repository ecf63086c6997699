package io.conec.cli;

import io.conec.ConecException;
import io.conec.impl.wire.Printable;
import io.vertx.core.eventbus.ReplyException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** Turns a failure into the one line that a user reads. */
final class Errors {

  /** What the options and their values, which the library's messages name, are called here. */
  private static final Map<String, String> OPTIONS = Map.ofEntries(
    Map.entry("trustOptions", "--trust"),
    Map.entry("peerTrustOptions", "--peer-trust"),
    Map.entry("clientTrustOptions", "--client-ca"),
    Map.entry("crlPaths", "--crl"),
    Map.entry("denyListPath", "--deny-list"),
    Map.entry("keyCertOptions", "--cert and --key"),
    Map.entry("connectTimeout", "--timeout"),
    Map.entry("openTimeout", "--timeout"),
    Map.entry("coordinators", "--coordinator"),
    Map.entry("keyLogFile", "SSLKEYLOGFILE"),
    Map.entry("maxDatagramSize", "--max-datagram-size"),
    Map.entry("option 'maxDatagramSize", "--max-datagram-size"),
    Map.entry("option 'port", "--port"),
    Map.entry("option 'host", "--host"),
    Map.entry("options 'host' and 'port", "--host and --port"),
    Map.entry("serverNames there", "--name there"),
    Map.entry("set a streamHandler there", "run 'conec listen' there"),
    Map.entry("start a ConecBridge there", "run 'conec serve' there"),
    Map.entry("the path policy of one", "--path of one"),
    Map.entry("the path policy is DIRECT_ONLY", "--path is direct: --path auto would have it relayed"),
    Map.entry("RELAY_ONLY", "relay"),
    Map.entry("DIRECT_ONLY", "direct"),
    Map.entry("maxClients there", "--max-clients there"),
    Map.entry("maxClientsPerAddress there", "--max-clients-per-address there"),
    Map.entry("maxChannelsPerClient of", "--max-channels-per-client of"),
    Map.entry("maxChannelsPerPeer of", "--max-channels-per-peer of"),
    Map.entry("maxIntroductionsPerSecond of", "--max-introductions-per-second of"),
    Map.entry("peerRules of", "--peer-rule of"),
    Map.entry("rules in broadcastLimits", "--broadcast-rule"),
    Map.entry("maxBroadcasts in broadcastLimits", "--max-broadcasts"),
    Map.entry("maxPerClient in broadcastLimits", "--max-broadcasts-per-client"),
    Map.entry("maxCreatedPerClient in broadcastLimits", "--max-broadcasts-created-per-client"),
    Map.entry("maxMessageSize in broadcastLimits", "--max-broadcast-message-size"),
    Map.entry("stallTimeout in broadcastLimits", "--broadcast-stall-timeout"),
    Map.entry("join with DROP_OLDEST", "join with --overflow drop-oldest"),
    Map.entry("as BOTH", "to send and read"),
    Map.entry("as SENDER", "to send"),
    Map.entry("as READER", "to read"));

  private static final Pattern OPTION = Pattern.compile("'?\\b(" + String.join("|", OPTIONS.keySet()) + ")\\b'?");

  /** Options of {@code BroadcastLimits} that have longer names here. */
  private static final Map<String, String> LIMITS = Map.of(
    "maxPerClient", "--max-broadcasts-per-client",
    "maxCreatedPerClient", "--max-broadcasts-created-per-client",
    "maxMessageSize", "--max-broadcast-message-size",
    "stallTimeout", "--broadcast-stall-timeout");

  /** How a message begins that says what is wrong with an option. */
  private static final Pattern REFUSED = Pattern.compile("(\\w+): ");
  private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

  private Errors() {
  }

  static String message(Throwable failure) {
    if (failure instanceof ConecException || failure instanceof CommandException) {
      return oneLine(withOptionsOfCommand(failure.getMessage()));
    } else if (failure instanceof ReplyException reply) {
      return reply(reply);
    } else if (failure instanceof NoSuchFileException missing) {
      return "no such file or directory: " + missing.getFile();
    } else if (failure instanceof FileAlreadyExistsException exists) {
      return "already exists, not overwritten: " + exists.getFile();
    } else if (failure instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    } else if (failure instanceof NotDirectoryException file) {
      return "not a directory: " + file.getFile();
    } else if (failure instanceof FileSystemException unusable && unusable.getReason() != null) {
      return oneLine("cannot use " + unusable.getFile() + ": " + unusable.getReason());
    }
    String message = failure.getMessage();
    return oneLine(message == null ? failure.getClass().getSimpleName() : message)
      + (Logging.isDebug() ? "" : " (--log-level debug tells more)");
  }

  static String withOptionsOfCommand(String message) {
    return OPTION.matcher(message).replaceAll(name -> OPTIONS.get(name.group(1)));
  }

  /** What is wrong with the value of an option, which the library has refused under its own name. */
  static String refused(IllegalArgumentException refusal, CommandSpec command) {
    Matcher refused = REFUSED.matcher(refusal.getMessage());
    if (refused.lookingAt()) {
      String name = refused.group(1);
      String option = LIMITS.getOrDefault(name, "--" + CAPITAL.matcher(name).replaceAll("-$0").toLowerCase(Locale.ROOT));
      if (command.optionsMap().containsKey(option)) {
        return option + refusal.getMessage().substring(name.length());
      }
    }
    return withOptionsOfCommand(refusal.getMessage());
  }

  private static String reply(ReplyException reply) {
    return switch (reply.failureType()) {
      case TIMEOUT -> "no reply in time (--timeout): " + oneLine(reply.getMessage());
      case NO_HANDLERS -> "nobody answers there: " + oneLine(reply.getMessage());
      case RECIPIENT_FAILURE -> "failed with code " + reply.failureCode() + ": " + oneLine(reply.getMessage());
      default -> oneLine(reply.getMessage());
    };
  }

  static String oneLine(String text) {
    return text == null ? "" : Printable.reason(
      text.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("; ")));
  }
}
