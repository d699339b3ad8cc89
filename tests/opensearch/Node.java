import java.util.Arrays;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/** Runs one node of the test cluster in this process: Node FOLDER NAME HTTP_PORT TRANSPORT_PORT ALL_TRANSPORT_PORTS. */
public class Node {
    public static void main(String[] arguments) throws Exception {
        String folder = arguments[0], name = arguments[1];
        String[] seeds = Arrays.stream(arguments[4].split(",")).map(port -> "127.0.0.1:" + port).toArray(String[]::new);
        OpenSearchRunner runner = new OpenSearchRunner();
        runner.onBuild((number, settings) -> {
            settings.put("node.name", name);
            settings.put("network.host", "127.0.0.1");
            settings.put("http.port", arguments[2]);
            settings.put("transport.port", arguments[3]);
            settings.put("discovery.type", "zen");
            settings.putList("discovery.seed_hosts", seeds);
            settings.putList("cluster.initial_cluster_manager_nodes", "node-1", "node-2", "node-3");
            settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
            settings.put("action.auto_create_index", false);
            settings.put("node.store.allow_mmap", false);
            // A test kills a node and waits for the others: the defaults are for networks, not for one machine.
            settings.put("cluster.fault_detection.follower_check.interval", "500ms");
            settings.put("cluster.fault_detection.leader_check.interval", "500ms");
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(runner)));
        runner.build(OpenSearchRunner.newConfigs().basePath(folder).clusterName("dateline-test").numOfNode(1));
        Thread.currentThread().join();
    }

    private static void close(OpenSearchRunner runner) {
        try {
            runner.close();
        } catch (Exception error) {
            System.err.println(error);
        }
    }
}
