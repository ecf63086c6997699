package io.conec.bus;

import io.vertx.core.Context;
import io.vertx.core.eventbus.DeliveryContext;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What interceptors of users see, and can do. */
final class InterceptorBehaviours {

  private InterceptorBehaviours() {
  }

  static void addTo(Catalogue catalogue) {
    sees(catalogue);
    changes(catalogue);
    catalogue.add("Outbound interceptor swallows a request", "TIMEOUT, the consumer saw nothing", scene -> {
      List<Object> bodies = scene.bodies();
      scene.open().outbound(scene.from, delivery -> { });
      return asked(scene) + (bodies.isEmpty() ? ", the consumer saw nothing" : ", the consumer saw it");
    });
    catalogue.add("Outbound interceptor throws", "TIMEOUT, the consumer saw nothing", scene -> {
      List<Object> bodies = scene.bodies();
      scene.open().outbound(scene.from, delivery -> {
        throw new IllegalStateException("oops");
      });
      Context context = scene.sender.getOrCreateContext().exceptionHandler(e -> { });
      String outcome = scene.brief(Scene.on(context, () -> scene.request("?")));
      return outcome + (bodies.isEmpty() ? ", the consumer saw nothing" : ", the consumer saw it");
    });
    catalogue.add("Inbound interceptor there swallows a request", "TIMEOUT, the consumer saw nothing", scene -> {
      List<Object> bodies = scene.bodies();
      scene.open().inbound(scene.to, delivery -> { });
      return asked(scene) + (bodies.isEmpty() ? ", the consumer saw nothing" : ", the consumer saw it");
    });
    catalogue.add("Inbound interceptor here swallows the reply", "TIMEOUT", scene -> {
      scene.echo().inbound(scene.from, delivery -> {
        if (isMessage(scene, delivery)) {
          delivery.next();
        }
      });
      return asked(scene);
    });
    catalogue.add("Outbound interceptor there swallows the reply", "TIMEOUT", scene -> {
      scene.echo().outbound(scene.to, delivery -> {
        if (isMessage(scene, delivery)) {
          delivery.next();
        }
      });
      return asked(scene);
    });
  }

  private static void sees(Catalogue catalogue) {
    catalogue.add("Outbound interceptors see a request and its reply", "[send ?, reply ?]", scene -> {
      List<String> seen = recorded(scene);
      scene.echo().ask("?");
      return seen;
    });
    catalogue.add("Outbound interceptors see a send and a publish", "[send x, publish y]", scene -> {
      List<String> seen = recorded(scene);
      List<Object> bodies = scene.bodies();
      scene.open().from.send(scene.address, "x").publish(scene.address, "y");
      Scene.awaitSize(bodies, 2);
      return seen;
    });
    catalogue.add("Inbound interceptors there see a request", "[send ?]", scene -> {
      List<String> seen = new CopyOnWriteArrayList<>();
      scene.inbound(scene.to, delivery -> note(scene, delivery, true, seen));
      scene.echo().ask("?");
      return seen;
    });
    catalogue.add("Inbound interceptors there see a publish for each consumer", "[publish x, publish x]", scene -> {
      List<String> seen = new CopyOnWriteArrayList<>();
      List<Object> one = scene.bodies();
      List<Object> other = scene.bodies();
      scene.inbound(scene.to, delivery -> note(scene, delivery, true, seen));
      scene.open().from.publish(scene.address, "x");
      Scene.awaitSize(one, 1);
      Scene.awaitSize(other, 1);
      return seen;
    });
    catalogue.add("Inbound interceptors of the sender's node see a request", "yes", "no", scene -> {
      List<String> seen = new CopyOnWriteArrayList<>();
      scene.inbound(scene.from, delivery -> note(scene, delivery, true, seen));
      scene.echo().ask("?");
      return seen.isEmpty() ? "no" : "yes";
    });
    catalogue.add("Inbound interceptors see the reply", "[reply ?]", scene -> {
      List<String> seen = new CopyOnWriteArrayList<>();
      scene.buses().forEach(bus -> scene.inbound(bus, delivery -> note(scene, delivery, false, seen)));
      scene.echo().ask("?");
      return seen;
    });
    catalogue.add("body() of an inbound interceptor there", "String ?", "null", scene -> {
      List<String> seen = new CopyOnWriteArrayList<>();
      scene.inbound(scene.to, delivery -> {
        if (isMessage(scene, delivery)) {
          seen.add(Scene.describe(delivery.body()));
        }
        delivery.next();
      });
      scene.echo().ask("?");
      return seen.get(0);
    });
  }

  private static void changes(Catalogue catalogue) {
    catalogue.add("Outbound interceptor adds a header", "a=1", scene -> {
      scene.outbound(scene.from, delivery -> add(scene, delivery, true));
      return header(scene);
    });
    catalogue.add("Inbound interceptor there adds a header", "a=1", scene -> {
      scene.inbound(scene.to, delivery -> add(scene, delivery, true));
      return header(scene);
    });
    catalogue.add("Outbound interceptor there adds a header to the reply", "a=1", scene -> {
      scene.outbound(scene.to, delivery -> add(scene, delivery, false));
      scene.echo();
      return scene.result(scene.request("?").map(reply -> HeaderBehaviours.text(reply.headers())));
    });
    catalogue.add("Inbound interceptor here adds a header to the reply", "a=1", scene -> {
      scene.inbound(scene.from, delivery -> add(scene, delivery, false));
      scene.echo();
      return scene.result(scene.request("?").map(reply -> HeaderBehaviours.text(reply.headers())));
    });
  }

  /** What outbound interceptors of both nodes see, in this order: it goes out once. */
  private static List<String> recorded(Scene scene) {
    List<String> seen = new CopyOnWriteArrayList<>();
    scene.buses().forEach(bus -> scene.outbound(bus, delivery -> {
      String type = isMessage(scene, delivery) ? delivery.send() ? "send " : "publish " : "reply ";
      seen.add(type + Values.text(delivery.body()));
      delivery.next();
    }));
    return seen;
  }

  private static void note(Scene scene, DeliveryContext<Object> delivery, boolean messages, List<String> seen) {
    if (isMessage(scene, delivery) == messages) {
      seen.add((messages ? delivery.send() ? "send " : "publish " : "reply ") + delivery.message().body());
    }
    delivery.next();
  }

  private static void add(Scene scene, DeliveryContext<Object> delivery, boolean messages) {
    if (isMessage(scene, delivery) == messages) {
      delivery.message().headers().add("a", "1");
    }
    delivery.next();
  }

  /** Otherwise it is a reply. */
  private static boolean isMessage(Scene scene, DeliveryContext<Object> delivery) {
    return delivery.message().address().equals(scene.address);
  }

  /** What the consumer sees. */
  private static String header(Scene scene) {
    List<String> seen = new CopyOnWriteArrayList<>();
    scene.consumer(message -> {
      seen.add(HeaderBehaviours.text(message.headers()));
      message.reply(null);
    });
    scene.open().ask("?");
    return seen.get(0);
  }

  private static String asked(Scene scene) {
    return scene.brief(scene.request("?"));
  }
}
