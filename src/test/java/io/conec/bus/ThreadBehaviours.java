package io.conec.bus;

import io.conec.test.TestNet;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.spi.context.storage.AccessMode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** On which contexts handlers run. */
final class ThreadBehaviours {

  private ThreadBehaviours() {
  }

  static void addTo(Catalogue catalogue) {
    catalogue.add("A consumer runs on its context", "its context", scene -> {
      Context own = Scene.newContext(scene.receiver);
      scene.consumer(own, message -> message.reply(where(own)));
      return TestNet.await(scene.open().request("?")).body();
    });
    catalogue.add("Each message has a duplicated context of its own", "apart, apart", scene -> {
      scene.consumer(message -> {
        Context context = Vertx.currentContext();
        String seen = Node.LOCAL.get(context, AccessMode.CONCURRENT);
        Node.LOCAL.put(context, AccessMode.CONCURRENT, "of another message");
        message.reply(seen == null && ((ContextInternal) context).isDuplicate() ? "apart" : "shared");
      });
      return TestNet.await(scene.open().request("?")).body() + ", " + TestNet.await(scene.request("?")).body();
    });
    catalogue.add("A consumer of a worker verticle runs on its threads, in order", "100 in order", scene -> {
      List<Integer> bodies = new CopyOnWriteArrayList<>();
      String id = TestNet.await(scene.receiver.deployVerticle(new VerticleBase() {
        @Override
        public Future<?> start() {
          return vertx.eventBus().<Integer>consumer(scene.address, message ->
            bodies.add(Context.isOnWorkerThread() ? message.body() : -1)).completion();
        }
      }, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER)));
      scene.onClose(() -> TestNet.await(scene.receiver.undeploy(id)));
      scene.open().onSender(() -> {
        for (int i = 0; i < 100; i++) {
          scene.from.send(scene.address, i);
        }
        return null;
      });
      return LoadBehaviours.inOrder(bodies, 100);
    });
    catalogue.add("An answer comes on the context of the request", "its context", scene -> {
      scene.echo();
      Context own = Scene.newContext(scene.sender);
      return TestNet.await(Scene.on(own, () -> scene.request("?").map(reply -> where(own))));
    });
    catalogue.add("An answer to a reply comes on the context of the consumer", "its context", scene -> {
      List<String> seen = new ArrayList<>();
      Context own = Scene.newContext(scene.receiver);
      scene.consumer(own, message -> message.replyAndRequest("x", Scene.PATIENT).onSuccess(answer -> {
        seen.add(where(own));
        answer.reply(null);
      }));
      scene.open();
      TestNet.await(scene.request("?").compose(reply -> reply.replyAndRequest("y", Scene.PATIENT)));
      return seen.get(0);
    });
  }

  /** Without what a message has of its own. */
  private static String where(Context own) {
    ContextInternal context = (ContextInternal) Vertx.currentContext();
    return context.unwrap() == ((ContextInternal) own).unwrap() && context.inThread() ? "its context" : "elsewhere";
  }
}
