package io.conec.cli;

import io.conec.ChannelPath;
import io.conec.ConecChannel;
import io.conec.PathStatistics;
import io.vertx.core.json.JsonObject;

import java.util.Locale;
import java.util.function.BiConsumer;

/** Reports changes of the path to a peer, and the statistics of its paths. */
final class PathReporter {

  private static final String EVENT = "path";

  private final BiConsumer<JsonObject, String> printer;
  private PathStatistics ended = new PathStatistics(0, 0, 0, 0, 0);
  private ConecChannel channel;
  private ChannelPath current;

  private PathReporter(BiConsumer<JsonObject, String> printer) {
    this.printer = printer;
  }

  /** Prints changes to stdout. */
  static PathReporter with(Output output) {
    return new PathReporter((json, text) -> output.event(EVENT, json, text));
  }

  /** Prints changes to stderr, for commands whose stdout carries data. */
  static PathReporter besideData(Output output) {
    return new PathReporter((json, text) -> output.eventBesideData(EVENT, json, "conec: " + text));
  }

  /** Watches this channel instead of the one before. */
  synchronized void follow(ConecChannel opened) {
    if (opened != channel) {
      end();
      channel = opened;
      current = opened.path();
      opened.pathHandler(path -> changed(opened, path));
    }
  }

  private synchronized void changed(ConecChannel changed, ChannelPath path) {
    if (changed != channel) {
      return;
    }
    JsonObject json = new JsonObject()
      .put("peer", channel.peer())
      .put("path", path.toJson())
      .put("was", current.toJson());
    String time = path.getRoundTripTime() == 0 ? "" : " (" + Durations.millis(path.getRoundTripTime()) + ")";
    printer.accept(json, channel.peer() + ": path is now " + path + time + ", was " + current);
    current = path;
  }

  /** Ends the reports; returns the sum over all watched channels. */
  synchronized PathStatistics end() {
    if (channel != null) {
      ended = sum(ended, channel.pathStatistics());
      channel = null;
    }
    return ended;
  }

  private static PathStatistics sum(PathStatistics a, PathStatistics b) {
    return new PathStatistics(
      a.getSwitches() + b.getSwitches(),
      a.getRelayedBytesSent() + b.getRelayedBytesSent(),
      a.getRelayedBytesReceived() + b.getRelayedBytesReceived(),
      a.getDirectBytesSent() + b.getDirectBytesSent(),
      a.getDirectBytesReceived() + b.getDirectBytesReceived());
  }

  /** Returns statistics as a part of a sentence. */
  static String text(PathStatistics statistics) {
    long changes = statistics.getSwitches();
    String often = changes == 0 ? "never changed" : changes == 1 ? "changed once" : "changed " + changes + " times";
    return String.format(Locale.ROOT, "path %s, %,d bytes relayed, %,d bytes direct", often,
      statistics.getRelayedBytesSent() + statistics.getRelayedBytesReceived(),
      statistics.getDirectBytesSent() + statistics.getDirectBytesReceived());
  }
}
