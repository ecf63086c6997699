package io.conec.cli;

import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers of a certificate authority, from their first request until one is revoked. */
class AuthorityTest {

  @TempDir
  Path directory;
  private int port;

  private static void ca(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("ca"));
    all.addAll(List.of(arguments));
    ConecCommand.run(0, all.toArray(new String[0]));
  }

  private String path(String file) {
    return directory.resolve(file).toString();
  }

  private void issue(String id, String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of("issue", id, "--ca", path("ca"), "--out", path(".")));
    all.addAll(List.of(options));
    ca(all.toArray(new String[0]));
  }

  private String[] as(String id, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--cert", path(id + ".pem"), "--key", path(id + ".key"), "--trust", path("ca/ca.pem"),
      "--coordinator", "localhost:" + port));
    return all.toArray(new String[0]);
  }

  @Test
  void peersCheckEachOtherAndOneThatIsRevokedIsCutOff() throws Exception {
    ca("init", path("ca"));
    ca("init", path("other"));
    issue("coordinator", "--host", "localhost");
    for (String id : List.of("depot", "shop", "store")) {
      issue(id);
    }
    Files.writeString(directory.resolve("denied"), "# nobody yet\n");
    try (ConecCommand coordinator = ConecCommand.start(directory, "coordinator", "--host", "127.0.0.1", "--port", "0",
      "--cert", path("coordinator.pem"), "--key", path("coordinator.key"), "--client-ca", path("ca/ca.pem"),
      "--crl", path("ca/crl.pem"), "--deny-list", path("denied"), "--json")) {
      port = coordinator.event("listening").getInteger("port");
      try (ConecCommand serve = ConecCommand.start(directory, as("depot", "serve", "greeting", "--reply", "hi"))) {
        assertTrue(serve.line().startsWith("serving as depot"));
        assertEquals(List.of("hi"), ConecCommand.run(0,
          as("shop", "request", "depot", "greeting", "--peer-trust", path("ca/ca.pem"))));
        String refused = ConecCommand.fail(1,
          as("shop", "request", "depot", "greeting", "--timeout", "3s", "--peer-trust", path("other/ca.pem")));
        assertTrue(refused.contains("not issued by") || refused.contains("no reply in time"), refused);

        ca("revoke", "depot", "--ca", path("ca"));
        serve.assertExit(1);
        assertTrue(serve.errors().get(serve.errors().size() - 1).contains("was revoked"), serve.errors()::toString);
      }
      Files.writeString(directory.resolve("denied"), "store\n");
      awaitLeft(coordinator);
      assertTrue(ConecCommand.fail(1, as("depot", "ping", "shop")).contains("revoked"));
      awaitUntil(() -> ConecCommand.fail(1, as("store", "ping", "shop")).contains("deny list"));
    }
  }

  private static void awaitLeft(ConecCommand coordinator) throws Exception {
    JsonObject event = new JsonObject(coordinator.line());
    while (!event.getString("event").equals("left") || !event.getString("id").equals("depot")) {
      event = new JsonObject(coordinator.line());
    }
  }
}
