import { useState } from "react";

/** Runs an asynchronous job for a button: says whether it runs now and why the last run failed. */
export function useAction(job: () => Promise<void>) {
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<string>();
  const run = async () => {
    setRunning(true);
    setError(undefined);
    try {
      await job();
    } catch (reason) {
      setError(reason instanceof Error ? reason.message : String(reason));
    } finally {
      setRunning(false);
    }
  };
  return { run, running, error };
}
