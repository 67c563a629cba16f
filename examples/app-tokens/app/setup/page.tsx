"use client";

import { useApp, Wrapper } from "@hygraph/app-sdk-react";
import { useSearchParams } from "next/navigation";
import { postJson } from "../../lib/own-server";
import { useAction } from "../../lib/use-action";

/** Trades the setup code for the app token on our server, then tells the host that the app is set up. */
function Connect() {
  const { context, updateInstallation } = useApp();
  const code = useSearchParams().get("code");
  const connect = useAction(async () => {
    if (!code) throw new Error("This page was opened without a setup code. Start the installation again.");
    await postJson("/api/exchange", { code, managementApi: context.project.mgmtApi });
    await updateInstallation({ status: "COMPLETED", config: {} });
  });
  return (
    <>
      <p>Postcards wants to work with “{context.project.name}”.</p>
      <button type="button" onClick={connect.run} disabled={connect.running}>
        Connect Postcards
      </button>
      {connect.error && <p role="alert">{connect.error}</p>}
    </>
  );
}

function Setup() {
  const { installation } = useApp();
  return installation.status === "PENDING" ? <Connect /> : <p role="status">Postcards is connected.</p>;
}

export default function SetupPage() {
  return (
    <Wrapper>
      <Setup />
    </Wrapper>
  );
}
