import { Looks } from './looks';
export default function P() {
  return <Looks />;
}
