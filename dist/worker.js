import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { access, readFile } from "node:fs/promises";
import { join } from "node:path";

// src/bench/steady-state.ts
/** The first block's record has to be challenged once. */
const fewestBlocks = 2;
/**
* In 3,192 instances of the duet study (0.1 to 7 ms, quiet and beside a busy neighbour, blocks of one to three passes,
* all long warm) noise alone made it 3 blocks on average and 10 at the worst: who sets records at the twelfth is not
* steady.
*/
const mostBlocks = 12;
/**
* No further block is begun once the passes of a warm-up have taken so long. The third is granted whatever it takes: a
* first pass after a session was made is a slow one, so that the second breaks its record on every machine.
*/
const mostNs = 1e9;
const blocksInAnyTime = 3;
/** @param fastestNs the fastest pass of each block of one side, in order */
function isSteady(fastestNs) {
	const latest = fastestNs.at(-1);
	if (latest === void 0 || fastestNs.length < 2) return false;
	return latest >= .98 * Math.min(...fastestNs.slice(0, -1));
}
/**
* What a warm-up that is over knows of a side. Null: it ended for its time, before the blocks that rule noise out. A side
* that is warm after a slow first pass, with passes of 0.2 s or more and 2% of noise, sets a record in its third block, by
* then the last, in nearly one warm-up of four: that tells nothing of it.
*/
function steadiness(fastestNs) {
	if (isSteady(fastestNs)) return true;
	return fastestNs.length >= 12 ? false : null;
}
/**
* Both sides get the same number of blocks: whoever has run more finds fuller caches.
* @param sides the fastest passes of each side's blocks
* @param spentNs what all passes took together
*/
function warmUpIsOver(sides, spentNs) {
	const blocks = Math.min(...sides.map((fastestNs) => fastestNs.length));
	if (blocks < 2) return false;
	if (sides.every(isSteady) || blocks >= 12) return true;
	return blocks >= blocksInAnyTime && spentNs >= 1e9;
}

// src/bench/warm-up.ts
/**
* @param order the sides that there are, in the order that the schedule drew; the same in every round, since whoever
*   ran last has the cache
* @param runBlock runs a block of passes of one side and returns what each took, in nanoseconds
*/
async function warmUp(order, runBlock) {
	const fastestNs = {
		base: [],
		head: []
	};
	let passes = 0;
	let spentNs = 0;
	while (!warmUpIsOver(order.map((side) => fastestNs[side]), spentNs)) for (const side of order) {
		const block = await runBlock(side);
		fastestNs[side].push(Math.min(...block));
		passes += block.length;
		spentNs += block.reduce((sum, ns) => sum + ns, 0);
	}
	return {
		passes: passes / order.length,
		steadyBase: order.includes("base") ? steadiness(fastestNs.base) : null,
		steadyHead: steadiness(fastestNs.head)
	};
}

// src/bench/duet.ts
const elapsedNs = (start) => Math.max(1, Number(process.hrtime.bigint() - start));
async function openSide(duet, side) {
	const sessions = [];
	const start = process.hrtime.bigint();
	for (const artifact of side.artifacts) sessions.push(await duet.engine.open(artifact, duet.options));
	const createNs = elapsedNs(start);
	const calls = side.calls.map((call) => {
		const session = sessions[call.artifact];
		if (session === void 0) throw new RangeError(`a call names subgraph ${call.artifact} of ${sessions.length}`);
		return {
			session,
			inputs: session.bind(call.inputs)
		};
	});
	return {
		digest: side.digest,
		sessions,
		calls,
		createNs
	};
}
async function closeSide(side) {
	for (const session of side?.sessions ?? []) await session.close();
}
/** One pass: every distinct call once, each timed by itself. */
async function timedPass(calls) {
	const durations = [];
	for (const { session, inputs } of calls) {
		const start = process.hrtime.bigint();
		await session.run(inputs);
		durations.push(elapsedNs(start));
	}
	return durations;
}
/** Pairs of passes in the given order; base null: head alone. */
async function timedPairs(base, head, pairsFirst) {
	const pairs = [];
	for (const first of pairsFirst) {
		let baseNs = null;
		if (base !== null && first === "base") baseNs = await timedPass(base);
		const headNs = await timedPass(head);
		if (base !== null && first === "head") baseNs = await timedPass(base);
		pairs.push({
			first,
			baseNs,
			headNs
		});
	}
	return pairs;
}
/** Runs the steps of both sides in the order that the schedule drew; a side without work has none. */
async function inOrder(first, steps) {
	await steps[first]();
	await steps[first === "base" ? "head" : "base"]();
}
/** @param warmupPasses passes of one block of the warm-up */
async function runInstance(duet, schedule, warmupPasses) {
	globalThis.gc?.();
	const slotOf = schedule.slotFirst === "base" ? {
		base: 0,
		head: 1
	} : {
		base: 1,
		head: 0
	};
	const slots = [null, null];
	const openInto = (name, side) => async () => {
		if (side !== null) slots[slotOf[name]] = await openSide(duet, side);
	};
	const warmUpBlock = async (name) => {
		const passesNs = [];
		const calls = slots[slotOf[name]]?.calls ?? [];
		while (passesNs.length < warmupPasses) passesNs.push((await timedPass(calls)).reduce((sum, ns) => sum + ns, 0));
		return passesNs;
	};
	const release = (name) => async () => {
		await closeSide(slots[slotOf[name]] ?? null);
		slots[slotOf[name]] = null;
	};
	try {
		await inOrder(schedule.createdFirst, {
			base: openInto("base", duet.base),
			head: openInto("head", duet.head)
		});
		const warmedOrder = schedule.warmedFirst === "base" ? ["base", "head"] : ["head", "base"];
		const warmup = await warmUp(warmedOrder.filter((name) => duet[name] !== null), warmUpBlock);
		const base = slots[slotOf.base] ?? null;
		const head = slots[slotOf.head];
		if (!head) throw new Error("unreachable: head's sessions were opened above");
		const pairs = await timedPairs(base?.calls ?? null, head.calls, schedule.pairsFirst);
		return {
			couple: schedule.couple,
			createdFirst: schedule.createdFirst,
			warmedFirst: schedule.warmedFirst,
			createNs: {
				base: base?.createNs ?? null,
				head: head.createNs
			},
			warmup,
			sides: {
				base: base?.digest ?? null,
				head: head.digest
			},
			pairs
		};
	} finally {
		await inOrder(schedule.releasedFirst, {
			base: release("base"),
			head: release("head")
		});
	}
}

// src/bench/engines/engine.ts
/** An engine's refusal, already sorted into a kind of failure. */
var EngineError = class extends Error {
	kind;
	constructor(kind, message, options) {
		super(message, options);
		this.name = "EngineError";
		this.kind = kind;
	}
};

// src/bench/runtime-folder.ts
/** Folder that contains `node_modules/onnxruntime-node`, where it does not lie beside Pacegate. */
const runtimeFolderVariable = "PACEGATE_ONNXRUNTIME_NODE";

// src/bench/engines/onnxrt-cpu.ts
const dtypeOf = {
	bool: "bool",
	uint8: "uint8",
	int8: "int8",
	int16: "int16",
	int32: "int32",
	int64: "int64",
	float16: "float16",
	float32: "float32",
	float64: "float64"
};
/** The package is too large to ship inside the action: it may lie in a folder of its own, fetched once. */
function loadRuntime(folder) {
	const require = createRequire(folder === void 0 ? import.meta.url : join(folder, "package.json"));
	try {
		const runtime = require("onnxruntime-node");
		keepFloat16AsBits(runtime);
		return runtime;
	} catch (cause) {
		const place = folder === void 0 ? "beside Pacegate" : `in ${folder}`;
		throw new EngineError("unsupported", `onnxruntime-node does not load ${place}: ${messageOf(cause)}`, { cause });
	}
}
/**
* Where the engine has Float16Array (Node 24), onnxruntime-common 1.30 turns float16 data into it, and the native
* binding then reads no bytes ("expected 16, got 0"). It looks for that class once, at the first tensor: hide it then.
*/
function keepFloat16AsBits(runtime) {
	const float16Array = Object.getOwnPropertyDescriptor(globalThis, "Float16Array");
	if (float16Array === void 0) return;
	Reflect.deleteProperty(globalThis, "Float16Array");
	try {
		new runtime.Tensor("float32", /* @__PURE__ */ new Float32Array(1), [1]);
	} finally {
		Object.defineProperty(globalThis, "Float16Array", float16Array);
	}
}
const messageOf = (error) => error instanceof Error ? error.message : String(error);
/** ONNX Runtime tells what went wrong in prose only; the phrases are those of 1.30's status messages. */
function sorted(error, doing) {
	if (error instanceof EngineError) return error;
	const message = messageOf(error);
	const failure = `ONNX Runtime could not ${doing}: ${message}`;
	if (/bad_alloc|failed to allocate memory|array buffer allocation failed|not enough memory/i.test(message)) return new EngineError("out-of-memory", failure, { cause: error });
	if (/file doesn't exist|external data path does not exist|no such file|external data file .*does not exist|ENOENT/i.test(message)) return new EngineError("missing-input", failure, { cause: error });
	if (/NOT_IMPLEMENTED|no op registered|could not find an implementation|unsupported|not a registered function|opset .* is under development/i.test(message)) return new EngineError("unsupported", failure, { cause: error });
	return new EngineError("crashed", failure, { cause: error });
}
/** Exported for `bench/overhead.ts`, which runs the same session with and without Pacegate around it. */
var OnnxSession = class {
	#runtime;
	#session;
	#subgraph;
	constructor(runtime, session, subgraph) {
		this.#runtime = runtime;
		this.#session = session;
		this.#subgraph = subgraph;
	}
	bind(tensors) {
		const { inputNames, argumentNames, id } = this.#subgraph;
		if (tensors.length !== inputNames.length) throw new EngineError("protocol", `${id} takes ${inputNames.length} inputs, not ${tensors.length}`);
		const inputs = {};
		for (const [index, name] of inputNames.entries()) {
			const tensor = tensors[index];
			if (tensor === void 0 || !this.#session.inputNames.includes(name)) continue;
			const argument = argumentNames[index] ?? null;
			inputs[name] = this.#tensorOf(tensor, argument === null ? name : `${name} (${argument})`);
		}
		const missing = this.#session.inputNames.filter((name) => !(name in inputs));
		if (missing.length > 0) throw new EngineError("missing-input", `${id} needs inputs that its sample does not have: ${missing.join(", ")}`);
		return inputs;
	}
	run(inputs) {
		return this.#session.run(inputs);
	}
	async outputs(inputs) {
		let results;
		try {
			results = await this.#session.run(inputs);
		} catch (error) {
			throw sorted(error, `run ${this.#subgraph.id}`);
		}
		return this.#subgraph.outputNames.map((name) => {
			const result = results[name];
			if (result === void 0) throw new EngineError("wrong-output", `${this.#subgraph.id} gives no output ${name}`);
			const dtype = dtypeOf[result.type];
			if (dtype === void 0) throw new EngineError("unsupported", `output ${name} of ${this.#subgraph.id} is ${result.type}`);
			return {
				dtype,
				shape: [...result.dims],
				values: result.data
			};
		});
	}
	async close() {
		await this.#session.release();
	}
	/** @param name for messages */
	#tensorOf(tensor, name) {
		if (tensor.dtype === "bfloat16") throw new EngineError("unsupported", `input ${name} of ${this.#subgraph.id} is bfloat16, which onnxruntime-node cannot take`);
		try {
			return new this.#runtime.Tensor(tensor.dtype, tensor.values, tensor.shape);
		} catch (error) {
			throw sorted(error, `take input ${name} of ${this.#subgraph.id}`);
		}
	}
};
/** @param folder contains `node_modules/onnxruntime-node`; undefined: resolved as any import of this package */
function onnxrtCpu(folder) {
	const runtime = loadRuntime(folder);
	return {
		name: "onnxrt-cpu",
		runtime: `onnxruntime-node ${runtime.env.versions.node ?? "unknown"}`,
		async build(subgraph, options) {
			if (options.flags.length > 0) throw new EngineError("unsupported", `onnxrt-cpu knows no option [${options.flags.join(", ")}]`);
			try {
				await access(subgraph.model);
			} catch (cause) {
				throw new EngineError("missing-input", `the ONNX file of ${subgraph.id} is not there: ${subgraph.model}`, { cause });
			}
			return {
				subgraph,
				path: subgraph.model
			};
		},
		async open(artifact, options) {
			try {
				const session = await runtime.InferenceSession.create(artifact.path, {
					executionProviders: ["cpu"],
					intraOpNumThreads: options.threads,
					interOpNumThreads: 1,
					executionMode: "sequential",
					logSeverityLevel: 3,
					extra: {
						"session.intra_op.allow_spinning": "0",
						"session.inter_op.allow_spinning": "0"
					}
				});
				return new OnnxSession(runtime, session, artifact.subgraph);
			} catch (error) {
				throw sorted(error, `load ${artifact.subgraph.id}`);
			}
		}
	};
}

// src/bench/engines/load-engine.ts
function loadEngine(name, environment) {
	switch (name) {
		case "onnxrt-cpu": return onnxrtCpu(environment["PACEGATE_ONNXRUNTIME_NODE"] || void 0);
		case "onnxrt-cuda":
		case "onnxrt-tensorrt":
		case "tensorrt":
		case "torch-eager-cpu":
		case "torch-eager-cuda":
		case "torch-inductor-cpu":
		case "torch-inductor-cuda": throw new EngineError("unsupported", `this worker has no engine ${name}; it has onnxrt-cpu`);
	}
}

// src/bench/parity.ts
function fromFloat16(bits) {
	const sign = bits & 32768 ? -1 : 1;
	const exponent = bits >> 10 & 31;
	const fraction = bits & 1023;
	if (exponent === 0) return sign * 2 ** -14 * (fraction / 1024);
	if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : NaN;
	return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}
const wordView = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(4));
function fromBfloat16(bits) {
	wordView.setUint32(0, bits << 16);
	return wordView.getFloat32(0);
}
function numberAt(tensor, index) {
	const value = Number(tensor.values[index]);
	if (tensor.dtype === "float16") return fromFloat16(value);
	if (tensor.dtype === "bfloat16") return fromBfloat16(value);
	return value;
}
function isFloating(tensor) {
	return tensor.dtype.includes("float");
}
const finite = (value) => Number.isFinite(value) ? value : Number.MAX_VALUE;
function failed(problem) {
	return {
		within: false,
		maxAbsolute: Number.MAX_VALUE,
		relativeL2: Number.MAX_VALUE,
		problem
	};
}
/**
* Integers and bools must be equal. Floats must satisfy `abs(d) <= absolute + relative * abs(golden)` everywhere
* *and* keep the relative L2 norm of the difference: near zero the element-wise relative error alone is
* meaningless (0.04 was seen on correct exports), and the L2 norm alone hides one wrong element of many.
*/
function outputParity(actual, golden, tolerance) {
	if (actual.dtype !== golden.dtype) return failed(`its dtype is ${actual.dtype}, the golden one's ${golden.dtype}`);
	if (actual.shape.length !== golden.shape.length || actual.shape.some((size, axis) => size !== golden.shape[axis])) return failed(`its shape is [${actual.shape.join(", ")}], the golden one's [${golden.shape.join(", ")}]`);
	const floating = isFloating(golden);
	let maxAbsolute = 0;
	let differenceSquares = 0;
	let goldenSquares = 0;
	let wrongCount = 0;
	let firstWrong = "";
	for (let index = 0; index < golden.values.length; index++) {
		if (!floating && actual.values[index] === golden.values[index]) continue;
		const got = numberAt(actual, index);
		const expected = numberAt(golden, index);
		const same = Object.is(got, expected) || got === expected;
		const difference = same ? 0 : Math.abs(got - expected);
		const allowed = floating ? tolerance.absolute + tolerance.relative * Math.abs(expected) : -1;
		if (!(same ? floating : Number.isFinite(difference) && difference <= allowed)) {
			wrongCount += 1;
			if (wrongCount === 1) firstWrong = `element ${index} is ${got}, not ${expected}`;
		}
		maxAbsolute = Math.max(maxAbsolute, finite(difference));
		if (Number.isFinite(expected)) goldenSquares += expected * expected;
		if (!same) differenceSquares += finite(difference) ** 2;
	}
	const relativeL2 = goldenSquares === 0 ? 0 : finite(Math.sqrt(differenceSquares / goldenSquares));
	if (wrongCount > 0) {
		const share = `${wrongCount} of ${golden.values.length} values differ by more than is allowed`;
		return {
			within: false,
			maxAbsolute,
			relativeL2,
			problem: `${share}; ${firstWrong}`
		};
	}
	if (floating && relativeL2 > tolerance.relativeL2) {
		const problem = `the relative L2 difference is ${relativeL2.toExponential(2)}, allowed are ${tolerance.relativeL2}`;
		return {
			within: false,
			maxAbsolute,
			relativeL2,
			problem
		};
	}
	return {
		within: true,
		maxAbsolute,
		relativeL2,
		problem: null
	};
}

// src/bench/tensor-data.ts
function viewOf(dtype, buffer) {
	switch (dtype) {
		case "bool":
		case "uint8": return new Uint8Array(buffer);
		case "int8": return new Int8Array(buffer);
		case "int16": return new Int16Array(buffer);
		case "float16":
		case "bfloat16": return new Uint16Array(buffer);
		case "int32": return new Int32Array(buffer);
		case "int64": return new BigInt64Array(buffer);
		case "float32": return new Float32Array(buffer);
		case "float64": return new Float64Array(buffer);
	}
}
function tensorFromBytes(dtype, shape, bytes) {
	const buffer = new ArrayBuffer(bytes.byteLength);
	new Uint8Array(buffer).set(bytes);
	const values = viewOf(dtype, buffer);
	const elements = shape.reduce((product, size) => product * size, 1);
	if (values.length !== elements) throw new RangeError(`a ${dtype} tensor of shape [${shape.join(", ")}] needs ${elements} values, not ${values.length}`);
	return {
		dtype,
		shape,
		values
	};
}
async function readTensorFile(file) {
	return tensorFromBytes(file.dtype, file.shape, await readFile(file.path));
}

// src/bench/read-tensors.ts
/** Equal tensors are read once and fed to both sides: the same memory, so no side has the better alignment. */
function sharingReader() {
	const known = /* @__PURE__ */ new Map();
	return (file) => {
		const key = `${file.path} ${file.dtype} ${file.shape.join("x")}`;
		const reading = known.get(key) ?? readTensorFile(file);
		known.set(key, reading);
		return reading;
	};
}
/** @throws EngineError */
async function readTensors(files, read) {
	const tensors = [];
	for (const file of files) try {
		tensors.push(await read(file));
	} catch (cause) {
		const message = cause instanceof Error ? cause.message : String(cause);
		const kind = /allocation failed/i.test(message) ? "out-of-memory" : "missing-input";
		throw new EngineError(kind, `a tensor of the bundle cannot be read: ${message}`, { cause });
	}
	return tensors;
}

// src/bench/check-outputs.ts
/** What one call's outputs are held against. */
function checkCall(subgraph, outputs, golden, tolerance) {
	if (golden.length !== outputs.length) {
		const counts = `${subgraph.id} gives ${outputs.length} outputs, PyTorch gave ${golden.length}`;
		throw new EngineError("wrong-output", counts);
	}
	const worst = {
		maxAbsolute: 0,
		maxRelativeL2: 0
	};
	for (const [position, actual] of outputs.entries()) {
		const expected = golden[position];
		if (expected === void 0) continue;
		const { within, problem, maxAbsolute, relativeL2 } = outputParity(actual, expected, tolerance);
		if (!within) {
			const name = subgraph.outputNames[position] ?? position;
			throw new EngineError("wrong-output", `output ${name} of ${subgraph.id} is not PyTorch's: ${problem}`);
		}
		worst.maxAbsolute = Math.max(worst.maxAbsolute, maxAbsolute);
		worst.maxRelativeL2 = Math.max(worst.maxRelativeL2, relativeL2);
	}
	return worst;
}
/**
* Makes each call once.
* @returns the largest differences, and the time that the calls took together
* @throws EngineError `wrong-output` at the first output that is not PyTorch's
*/
async function checkOutputs(open, work, tolerance) {
	const sum = {
		checkedOutputs: 0,
		unverifiableOutputs: 0,
		maxAbsolute: 0,
		maxRelativeL2: 0,
		passMs: 0
	};
	for (const [index, { session, inputs }] of open.calls.entries()) {
		const call = work.calls[index];
		const subgraph = call && work.subgraphs[call.subgraph];
		if (call === void 0 || subgraph === void 0) throw new RangeError(`call ${index} is not in the request`);
		const start = performance.now();
		const outputs = await session.outputs(inputs);
		sum.passMs += performance.now() - start;
		if (call.golden === null) {
			sum.unverifiableOutputs += outputs.length;
			continue;
		}
		const worst = checkCall(subgraph, outputs, await readTensors(call.golden, readTensorFile), tolerance);
		sum.checkedOutputs += outputs.length;
		sum.maxAbsolute = Math.max(sum.maxAbsolute, worst.maxAbsolute);
		sum.maxRelativeL2 = Math.max(sum.maxRelativeL2, worst.maxRelativeL2);
	}
	return sum;
}

// src/bench/prepare-duet.ts
/** Tells the parent whose fault it was. */
var SideError = class extends Error {
	side;
	constructor(side, cause) {
		super(`preparing ${side} failed`, { cause });
		this.side = side;
	}
};
const longPassMs = 100;
const pilotPasses = 5;
async function sideOf(engine, options, work, read) {
	const artifacts = [];
	for (const subgraph of work.subgraphs) artifacts.push(await engine.build(subgraph, options, 0));
	const calls = [];
	for (const call of work.calls) calls.push({
		artifact: call.subgraph,
		inputs: await readTensors(call.inputs, read)
	});
	return {
		digest: work.digest,
		artifacts,
		calls
	};
}
async function checkSide(duet, side, work, params) {
	const open = await openSide(duet, side);
	try {
		const { passMs: checkMs, ...parity } = await checkOutputs(open, work, params.parityTolerance);
		const passes = [];
		while (checkMs < longPassMs && passes.length < pilotPasses) passes.push((await timedPass(open.calls)).reduce((sum, ns) => sum + ns, 0) / 1e6);
		const passMs = passes.sort((a, b) => a - b)[2] ?? checkMs;
		return {
			parity,
			pilot: {
				createMs: open.createNs / 1e6,
				passMs
			}
		};
	} finally {
		await closeSide(open);
	}
}
/** @throws SideError whose cause tells what is wrong with that side */
async function prepareDuet(engine, params, onParity) {
	const options = {
		threads: params.threads,
		flags: params.flags
	};
	const read = sharingReader();
	const order = params.first === "base" ? ["base", "head"] : ["head", "base"];
	const sides = {};
	const pilots = {};
	for (const name of order) {
		const work = params[name];
		if (work === null) continue;
		try {
			const side = await sideOf(engine, options, work, read);
			const checked = await checkSide({
				engine,
				options,
				base: null,
				head: side
			}, side, work, params);
			sides[name] = side;
			pilots[name] = checked.pilot;
			onParity({
				side: name,
				...checked.parity
			});
		} catch (cause) {
			throw new SideError(name, cause);
		}
	}
	const { base = null, head } = sides;
	if (head === void 0 || pilots.head === void 0) throw new Error("unreachable: head always has work");
	return {
		duet: {
			engine,
			options,
			base,
			head
		},
		pilot: {
			base: pilots.base ?? null,
			head: pilots.head
		}
	};
}

// src/bench/worker.ts
const protocol = 1;
function send(message) {
	process.stdout.write(`${JSON.stringify(message)}\n`);
}
function describeError(error) {
	const side = error instanceof SideError ? error.side : null;
	const cause = error instanceof SideError ? error.cause : error;
	const message = cause instanceof Error ? cause.message : String(cause);
	if (cause instanceof EngineError) return {
		kind: cause.kind,
		side,
		message
	};
	return {
		kind: /bad_alloc|allocation failed/i.test(message) ? "out-of-memory" : "crashed",
		side,
		message
	};
}
let engine = null;
let duet = null;
async function answer(request) {
	const event = (name, data) => send({
		id: request.id,
		event: name,
		data
	});
	switch (request.method) {
		case "hello":
			if (request.params.protocol !== protocol) throw new EngineError("protocol", `this worker speaks protocol ${protocol}, not ${request.params.protocol}`);
			engine = loadEngine(request.params.engine, process.env);
			return {
				protocol,
				engine: engine.name,
				runtime: engine.runtime
			};
		case "prepare": {
			if (engine === null) throw new EngineError("protocol", "\"prepare\" came before \"hello\"");
			const prepared = await prepareDuet(engine, request.params, (parity) => event("parity", parity));
			duet = prepared.duet;
			return prepared.pilot;
		}
		case "launch":
			if (duet === null) throw new EngineError("protocol", "\"launch\" came before \"prepare\"");
			for (const schedule of request.params.instances) event("instance", await runInstance(duet, schedule, request.params.warmupPasses));
			return { instances: request.params.instances.length };
		case "close": return {};
	}
	throw new EngineError("protocol", `this worker knows no method ${JSON.stringify(request.method)}`);
}
for await (const line of createInterface({ input: process.stdin })) {
	let request;
	try {
		request = JSON.parse(line);
	} catch {
		send({
			id: 0,
			error: {
				kind: "protocol",
				side: null,
				message: "the request is not JSON"
			}
		});
		continue;
	}
	try {
		send({
			id: request.id,
			result: await answer(request)
		});
	} catch (error) {
		send({
			id: request.id,
			error: describeError(error)
		});
	}
	if (request.method === "close") break;
}

export {  };