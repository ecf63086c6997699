package io.conec.bus;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that is compared. */
final class Catalogue {

  private final Map<String, Behaviour> behaviours = new LinkedHashMap<>();

  private Catalogue() {
  }

  static List<Behaviour> behaviours() {
    Catalogue catalogue = new Catalogue();
    BodyBehaviours.addTo(catalogue);
    CodecBehaviours.addTo(catalogue);
    HeaderBehaviours.addTo(catalogue);
    DeliveryBehaviours.addTo(catalogue);
    LoadBehaviours.addTo(catalogue);
    FailureBehaviours.addTo(catalogue);
    ConversationBehaviours.addTo(catalogue);
    ConsumerBehaviours.addTo(catalogue);
    PauseBehaviours.addTo(catalogue);
    InterceptorBehaviours.addTo(catalogue);
    ObserverBehaviours.addTo(catalogue);
    ThreadBehaviours.addTo(catalogue);
    return List.copyOf(catalogue.behaviours.values());
  }

  /** What becomes of messages and replies, and of the failures of consumers. */
  static List<Behaviour> ofMessages() {
    Catalogue catalogue = new Catalogue();
    BodyBehaviours.addTo(catalogue);
    CodecBehaviours.addTo(catalogue);
    HeaderBehaviours.addTo(catalogue);
    FailureBehaviours.addTo(catalogue);
    ConversationBehaviours.addTo(catalogue);
    ConsumerBehaviours.addTo(catalogue);
    return List.copyOf(catalogue.behaviours.values());
  }

  /** A cluster is like a plain bus. */
  void add(String title, String expected, Behaviour.Observation observation) {
    add(title, expected, expected, observation);
  }

  void add(String title, String plain, String cluster, Behaviour.Observation observation) {
    if (behaviours.put(title, new Behaviour(title, plain, cluster, observation)) != null) {
      throw new IllegalStateException("twice: " + title);
    }
  }
}
