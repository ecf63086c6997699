package io.conec.cli.demo;

import io.conec.cli.CommandException;
import io.conec.cli.CommonOptions;
import io.conec.cli.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows on one machine what the library is for. */
@Command(
  name = "demo",
  customSynopsis = "conec demo [OPTIONS]",
  header = "Show on this machine what conec does.",
  description = "Starts a Coordinator and three peers as four processes, has them send, publish and request over their "
    + "event buses, move a file and talk in a broadcast, and shows what happens. The exit code is 0 when everything "
    + "was as it should be.",
  subcommands = {DepotCommand.class, ShopCommand.class},
  footer = {
    "",
    "Examples:",
    "  conec demo",
    "  conec demo --json"
  })
public final class DemoCommand implements Callable<Integer> {

  @Mixin
  private CommonOptions common;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Output output = common.open();
    Screen screen = new Screen(output);
    AtomicBoolean interrupted = new AtomicBoolean();
    try (Stage stage = new Stage()) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> {
        interrupted.set(true);
        stage.close();
      }, "conec-demo-stop"));
      new Scenario(screen, stage).run();
      return 0;
    } catch (CommandException | IOException e) {
      if (!interrupted.get()) {
        screen.failed(e.getMessage());
      }
      return 1;
    }
  }

  /** The file to send: the largest of the JDK that does not take long. */
  static Path someFile() throws IOException {
    return FileChoice.largestBelow(Path.of(System.getProperty("java.home")), Scenario.MAX_FILE_SIZE);
  }
}
