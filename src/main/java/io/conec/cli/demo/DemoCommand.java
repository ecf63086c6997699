package io.conec.cli.demo;

import io.conec.cli.CommonOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the library on one machine. */
@Command(
  name = "demo",
  customSynopsis = "conec demo [OPTIONS]",
  header = "Show on this machine what conec does.",
  description = "Starts a Coordinator and three peers, each with a Vert.x of its own, has them send, publish and "
    + "request over their event buses, move a file and talk in a broadcast, and shows what happens. The exit code is 0 "
    + "when everything was as it should be.",
  footer = {
    "",
    "Examples:",
    "  conec demo",
    "  conec demo --cluster",
    "  conec demo --json"
  })
public final class DemoCommand implements Callable<Integer> {

  @Option(names = "--cluster",
    description = "Show three Coordinators that are one: one of them stops while two peers talk through it.")
  private boolean cluster;

  @Mixin
  private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    Screen screen = new Screen(common.open());
    if (cluster) {
      try (ClusterScenario scenario = new ClusterScenario(screen, id -> new Peer(id, common.start()))) {
        scenario.run();
      }
      return 0;
    }
    try (Scenario scenario = new Scenario(screen, common::start)) {
      scenario.run();
    }
    return 0;
  }
}
