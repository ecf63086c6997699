package io.conec.nat;

import io.vertx.core.json.JsonObject;

import java.util.HashMap;
import java.util.Map;

/** What joins the namespaces of a laboratory. A cable is perfect, unless it is replaced by an emulated link. */
final class Cables implements AutoCloseable {

  private final Namespaces namespaces;
  private final Map<String, Cable> byFarEnd = new HashMap<>();
  private RemoteAgent emulator;

  Cables(Namespaces namespaces) {
    this.namespaces = namespaces;
  }

  /**
   * An interface.
   *
   * @param namespace {@code null} for the one without a name
   * @param script    gives it its addresses and routes
   */
  record End(String namespace, String device, String script) {
  }

  private record Cable(End near, End far) {
  }

  /** Join two namespaces. */
  void lay(End near, End far) {
    byFarEnd.put(far.namespace, new Cable(near, far));
    namespaces.run(near.namespace, "ip link add " + near.device + " type veth peer name " + far.device
      + " netns " + far.namespace + "\n" + near.script);
    namespaces.run(far.namespace, far.script);
  }

  /** Replace the latest cable of that namespace, with the same addresses at both ends. */
  EmulatedLink emulate(String farNamespace) {
    LabSupport.requireEmulator();
    Cable cable = byFarEnd.get(farNamespace);
    namespaces.run(cable.near.namespace, "ip link del " + cable.near.device);
    JsonObject joined = emulator().ask(LinkAgent.JOIN,
      new JsonObject().put(LinkAgent.NEAR, cable.near.device).put(LinkAgent.FAR, cable.far.device));
    plug(cable.near);
    plug(cable.far);
    return new EmulatedLink(emulator, joined.getInteger(LinkAgent.DIRECTION));
  }

  private void plug(End end) {
    if (end.namespace != null) {
      namespaces.run(null, "ip link set " + end.device + " netns " + end.namespace);
    }
    namespaces.run(end.namespace, end.script);
  }

  /** One agent for all links, on the router. */
  private RemoteAgent emulator() {
    if (emulator == null) {
      emulator = new RemoteAgent("emulator", RemoteAgent.Home.SHARED, namespaces.sharedJvm(),
        new JsonObject().put(AgentRunner.KIND, LinkAgent.class.getName()));
    }
    return emulator;
  }

  @Override
  public void close() {
    if (emulator != null) {
      emulator.close();
    }
  }
}
