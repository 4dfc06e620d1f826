import { NothingHere } from '@/components/frame/nothing-here';

export default function PortalNotFound() {
  return <NothingHere />;
}
